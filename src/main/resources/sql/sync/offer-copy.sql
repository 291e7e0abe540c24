-- What other processes need to know in order to take chunks of a copy; a later attempt has another snapshot.
insert into caravanserai.step (run, name, detail) values (?, 'copy-offered', ?::jsonb)
on conflict (run, name) do update set detail = excluded.detail, done_at = clock_timestamp()
