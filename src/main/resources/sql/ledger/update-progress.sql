-- How far a run is; it may have ended meanwhile.
update caravanserai.run
set progress_done = :#done, progress_total = :#total, progress_unit = :#unit
where id = :#id and state = 'running'
