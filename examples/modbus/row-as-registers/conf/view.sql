create table tank (id integer primary key, level_mm integer, temperature_dc integer, running boolean, setpoint integer);
insert into tank values (1, 215, -5, true, 0);
create view tank_registers as
  select 0 as address, level_mm as value from tank where id = 1
  union all select 1, temperature_dc from tank where id = 1
  union all select 2, cast(running as integer) from tank where id = 1
  union all select 3, setpoint from tank where id = 1;
