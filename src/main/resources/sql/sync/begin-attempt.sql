-- The next attempt at a copy; waits until no transaction of an earlier one is open.
insert into caravanserai_sync.copying as c (run, attempt) values (?, 1)
on conflict (run) do update set attempt = c.attempt + 1
returning attempt
