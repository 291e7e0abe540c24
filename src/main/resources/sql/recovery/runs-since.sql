-- Whether a run is under way that had begun by then, and may still turn out to have done it.
select exists (select from caravanserai.run where state = 'running' and started_at <= ?)
