-- A transaction that only reads, for no longer than that, and shows times in UTC.
select set_config('transaction_read_only', 'on', true),
       set_config('statement_timeout', ?, true),
       set_config('lock_timeout', '10s', true),
       set_config('TimeZone', 'UTC', true),
       set_config('DateStyle', 'ISO, YMD', true)
