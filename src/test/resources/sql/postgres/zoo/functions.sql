-- What the tables need and definitions only name.
create schema "Odd ""Place""";
create schema parts;
create function "Odd ""Place""".is_even(n integer) returns boolean language sql immutable as 'select n % 2 = 0';
create function public.touch() returns trigger language plpgsql as 'begin return new; end';
