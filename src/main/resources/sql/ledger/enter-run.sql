-- A run that began and ended while the ledger was away. One that is there already stays as it is.
insert into caravanserai.run (id, kind, subject, door, asked_by, state, rows_in, rows_loaded, rows_rejected, rows_unchanged,
                              rows_skipped, progress_done, progress_total, progress_unit, started_at, ended_at, detail, problem,
                              owner, idempotency_key)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?)
on conflict do nothing
