-- How far a run is, and with each of its tables if that is news; it may have ended meanwhile.
update caravanserai.run
set progress_done = :#done, progress_total = :#total, progress_unit = :#unit,
    progress_tables = coalesce(cast(:#tables as jsonb), progress_tables)
where id = :#id and state = 'running'
