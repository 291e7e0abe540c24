-- Letters that went in elsewhere before the ledger could be told.
update caravanserai.dead_letter set state = 'redriven', redriven_by = ? where id = any (?::bigint[]) and state = 'open'
