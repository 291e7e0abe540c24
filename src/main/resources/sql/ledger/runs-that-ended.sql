-- Of some runs those that the ledger knows the end of.
select id from caravanserai.run where id = any (?::uuid[]) and state <> 'running'
