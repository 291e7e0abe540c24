-- The tables of the demo at size, and three more that a shop has; psql runs it too: psql -v rows=1000000 -f samples/make.sql
-- Made once: where the rows are there already, nothing is added. Many rows have one created_at, as rows of a batch do.
insert into public.departments
select i, 'Department ' || i from generate_series(1, 200) i
on conflict do nothing;

insert into public.jobs
select i, 'Job ' || i from generate_series(1, 500) i
on conflict do nothing;

insert into public.hired_employees
select i, 'Employee ' || i, timestamptz '2019-01-01 00:00:00Z' + i % 1461 * interval '1 day' + i % 86400 * interval '1 second',
       1 + i % 200, 1 + i % 500
from generate_series(1, :rows) i
on conflict do nothing;

insert into public.customers (id, name, email, country, address, credit, created_at, updated_at)
select i, 'Customer ' || i, 'c' || i || '@example.com', (array['DE', 'FR', 'IN', 'KE', 'MX', 'SE'])[1 + i % 6],
       case when i % 10 > 0 then i || ' Caravan Road' end, i % 100000 / 100.0,
       timestamptz '2024-01-01 00:00:00Z' + i / 5000 * interval '1 minute',
       timestamptz '2024-01-01 00:00:00Z' + i / 5000 * interval '1 minute' + i % 7 * interval '1 day'
from generate_series(1, :rows) i
on conflict do nothing;

create table if not exists public.users (
    id         bigint primary key,
    name       text not null,
    email      text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table if not exists public.products (
    id         bigint primary key,
    name       text not null,
    price      numeric(10, 2) not null check (price >= 0),
    tags       text[] not null default '{}',
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table if not exists public.recommendations (
    user_id    bigint not null references public.users on delete cascade,
    product_id bigint not null references public.products on delete cascade,
    score      double precision not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (user_id, product_id)
);

insert into public.users
select i, 'User ' || i, 'u' || i || '@example.com', at, at
from generate_series(1, greatest(:rows / 2, 1)) i, lateral (select timestamptz '2024-01-01 00:00:00Z' + i / 10000 * interval '1 hour') t(at)
on conflict do nothing;

insert into public.products
select i, 'Product ' || i, i % 10000 / 100.0, array['t' || i % 10, 'u' || i % 7], at, at
from generate_series(1, greatest(:rows / 10, 1)) i, lateral (select timestamptz '2024-01-01 00:00:00Z' + i / 10000 * interval '1 hour') t(at)
on conflict do nothing;

insert into public.recommendations
select 1 + i % greatest(:rows / 2, 1), 1 + (i::bigint * 7 + i / greatest(:rows / 2, 1)) % greatest(:rows / 10, 1), i % 1000 / 1000.0, at, at
from generate_series(1, :rows) i, lateral (select timestamptz '2024-01-01 00:00:00Z' + i / 10000 * interval '1 hour') t(at)
on conflict do nothing;

create index if not exists users_by_change on public.users (updated_at, id);
create index if not exists products_by_change on public.products (updated_at, id);
create index if not exists recommendations_by_change on public.recommendations (updated_at, user_id, product_id);

analyze;
