-- The columns that the questions use, from the working directory. Addresses are made canonical once.
SET preserve_insertion_order = false;

CREATE TABLE hr_workers AS
SELECT id, lower(trim(email)) AS email, status, terminated_on, manager
FROM read_ndjson('workers.ndjson', columns = {
  id: 'VARCHAR', email: 'VARCHAR', status: 'VARCHAR', terminated_on: 'DATE', manager: 'VARCHAR'});

CREATE TABLE idp_accounts AS
SELECT id, lower(trim(email)) AS email, status, deactivated_at, last_login
FROM read_ndjson('accounts.ndjson', columns = {
  id: 'VARCHAR', email: 'VARCHAR', status: 'VARCHAR', deactivated_at: 'TIMESTAMP', last_login: 'TIMESTAMP'});

CREATE TABLE idp_groups AS
FROM read_ndjson('groups.ndjson', columns = {id: 'VARCHAR', parents: 'VARCHAR[]', duty: 'VARCHAR'});

CREATE TABLE idp_parents AS
SELECT id AS group_id, unnest(parents) AS parent_id FROM idp_groups;

CREATE TABLE idp_memberships AS
SELECT account AS account_id, "group" AS group_id
FROM read_ndjson('memberships.ndjson', columns = {account: 'VARCHAR', "group": 'VARCHAR'});

CREATE TABLE lms_users AS
SELECT id, lower(trim(email)) AS email, role, status, deactivated_at, last_login, groups, managed_groups
FROM read_ndjson('users.ndjson', columns = {
  id: 'VARCHAR', email: 'VARCHAR', role: 'VARCHAR', status: 'VARCHAR', deactivated_at: 'TIMESTAMP',
  last_login: 'TIMESTAMP', groups: 'VARCHAR[]', managed_groups: 'VARCHAR[]'});
