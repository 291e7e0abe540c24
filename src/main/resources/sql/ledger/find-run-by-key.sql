-- The run that a request with this key began.
select * from caravanserai.run where idempotency_key = ?
