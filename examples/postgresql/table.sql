create schema if not exists plant;
create table if not exists plant.events (
    message_id  text unique,
    device      text,
    command     text,
    received_at timestamptz not null,
    event       jsonb not null,
    temperature numeric generated always as ((event->'body'->>'temperature')::numeric) stored
);
create index if not exists events_device_time on plant.events (device, received_at desc);
