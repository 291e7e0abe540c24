-- The tables that the demo loads; made on the embedded server only, and left alone when they are there.
create table if not exists public.departments (
    id         integer primary key,
    department text not null
);

create table if not exists public.jobs (
    id  integer primary key,
    job text not null
);

create table if not exists public.hired_employees (
    id            integer primary key,
    name          text not null,
    datetime      timestamptz not null,
    department_id integer not null references public.departments,
    job_id        integer not null references public.jobs
);

create table if not exists public.customers (
    id         integer primary key,
    name       text not null check (name <> ''),
    email      text not null unique check (email like '%_@_%'),
    country    text not null check (country ~ '^[A-Z]{2}$'),
    address    text,
    credit     numeric(10, 2) not null default 0 check (credit >= 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    domain     text generated always as (split_part(email, '@', 2)) stored,
    check (updated_at >= created_at)
);

-- Sync reads what changed in this order.
create index if not exists customers_by_change on public.customers (updated_at, id);
