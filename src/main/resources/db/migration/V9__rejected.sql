-- A run that did its work and found that no row could go in: neither done nor refused, as its letters are kept.

alter table run drop constraint run_state_check;
alter table run add constraint run_state_check check (state in
    ('running', 'done', 'done-with-rejects', 'rejected', 'already-done', 'refused', 'failed', 'cancelled', 'undone'));
