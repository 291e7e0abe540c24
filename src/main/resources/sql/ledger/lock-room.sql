-- How many locks a transaction may have on the average, for how many sessions there is room, and how many relations one that touches all tables would lock.
select current_setting('max_locks_per_transaction')::bigint as setting,
       current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint as sessions,
       (select count(*) from pg_class c
        where c.relkind in ('r', 'p', 'i', 'I', 't', 'S')
          and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)) as relations
