-- A run ends, in the transaction of its rows. New dead letters are counted where they stand, so the check that the rows add up is made on facts.
update caravanserai.run r
set state          = :#state,
    rows_in        = :#in,
    rows_loaded    = :#loaded,
    rows_rejected  = case when r.counts_letters and :#state in ('done', 'done-with-rejects', 'rejected')
                          then (select count(*) from caravanserai.dead_letter l where l.run = r.id)
                          else :#rejected end,
    rows_unchanged = :#unchanged,
    rows_skipped   = :#skipped,
    progress_done  = :#in,
    progress_total = :#in,
    progress_unit  = 'rows',
    progress_tables = null,
    detail         = r.detail || cast(:#detail as jsonb),
    problem        = cast(:#problem as jsonb),
    ended_at       = clock_timestamp()
where r.id = :#id and r.state = 'running' and r.owner = :#owner
