-- No clock ends the transaction, and its commit is not waited for; but with its client gone it ends in the middle of a statement, where the server can tell.
set local statement_timeout = 0;
set local idle_in_transaction_session_timeout = 0;
set local synchronous_commit = off;
select set_config('client_connection_check_interval', '2s', true) where version() like '%linux%'
