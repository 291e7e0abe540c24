-- Letters of restores and drills come from no line of a file: nothing is known of it, not 0.

alter table dead_letter alter column line drop not null;
update dead_letter set line = null where line = 0;
comment on column dead_letter.line is 'The line of the file on which the record begins, from 1; for a JSON body the place in the array; null for a row that comes from no line.';
