-- What servers can do since 18.
create table public.newest(a integer constraint chosen not null, b integer generated always as (a + 1) virtual,
    c integer, d int4range, e int4range, check (a > 0) not enforced, unique (e, d without overlaps));
insert into newest values (1, default, null, '[1,2)', '[1,2)');
alter table newest add constraint later not null c not valid;
create table public.newer(d int4range, e int4range, foreign key (e, period d) references newest(e, period d));
