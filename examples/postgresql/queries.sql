select device, received_at, event->'body' as body from plant.events order by received_at desc limit 10;
select device, count(*), max(received_at) as last_seen from plant.events group by device order by device;
select date_trunc('minute', received_at) as minute, avg(temperature) from plant.events group by 1 order by 1;
