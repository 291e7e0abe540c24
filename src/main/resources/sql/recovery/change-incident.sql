-- Whether somebody has to care about an incident; one whose rows came back is over.
update caravanserai.incident
set state = ?
where id = ? and state <> 'put-back'
returning *
