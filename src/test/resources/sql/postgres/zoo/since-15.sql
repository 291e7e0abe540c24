-- What servers can do since 15.
create table public.children_key(a integer, b integer, primary key (a, b));
create table public.modern(a integer, b integer, c integer, unique nulls not distinct (a, b),
    foreign key (b, c) references children_key(a, b) on delete set null (c));
create unique index on modern(c) nulls not distinct;
