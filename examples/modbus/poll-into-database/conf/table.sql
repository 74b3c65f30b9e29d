create table measurement (
  name varchar(200) not null,
  number double precision,
  quality varchar(5) not null,
  at timestamptz not null
);
