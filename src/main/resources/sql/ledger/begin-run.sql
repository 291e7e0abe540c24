-- A run begins. A second try of the same run, or a repeated request with the same key, adds nothing.
insert into caravanserai.run (id, kind, counts_letters, subject, door, asked_by, detail, owner, idempotency_key)
values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
on conflict do nothing
