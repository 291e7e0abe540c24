-- What is read is read as this role, until the transaction ends.
select set_config('role', ?, true)
