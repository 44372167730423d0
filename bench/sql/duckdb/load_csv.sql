-- As load_ndjson.sql, from CSV: an empty field is absent, of a set the empty set.
SET preserve_insertion_order = false;

CREATE TABLE hr_workers AS
SELECT id, lower(trim(email)) AS email, status, terminated_on, manager
FROM read_csv('workers.csv', auto_detect = false, header = true, delim = ',', quote = '"', columns = {
  id: 'VARCHAR', email: 'VARCHAR', status: 'VARCHAR', terminated_on: 'DATE', manager: 'VARCHAR',
  department: 'VARCHAR', name: 'VARCHAR', title: 'VARCHAR', location: 'VARCHAR', cost_center: 'VARCHAR',
  hired_on: 'VARCHAR', employment: 'VARCHAR', phone: 'VARCHAR'});

CREATE TABLE idp_accounts AS
SELECT id, lower(trim(email)) AS email, status, deactivated_at, last_login
FROM read_csv('accounts.csv', auto_detect = false, header = true, delim = ',', quote = '"', columns = {
  id: 'VARCHAR', email: 'VARCHAR', worker_id: 'VARCHAR', status: 'VARCHAR', deactivated_at: 'TIMESTAMP',
  last_login: 'TIMESTAMP', display_name: 'VARCHAR', created_at: 'VARCHAR', mfa: 'VARCHAR', locale: 'VARCHAR'});

CREATE TABLE idp_groups AS
SELECT id, coalesce(string_split(parents, ';'), []) AS parents, duty
FROM read_csv('groups.csv', auto_detect = false, header = true, delim = ',', quote = '"', columns = {
  id: 'VARCHAR', parents: 'VARCHAR', duty: 'VARCHAR'});

CREATE TABLE idp_parents AS
SELECT id AS group_id, unnest(parents) AS parent_id FROM idp_groups;

CREATE TABLE idp_memberships AS
SELECT account AS account_id, "group" AS group_id
FROM read_csv('memberships.csv', auto_detect = false, header = true, delim = ',', quote = '"', columns = {
  account: 'VARCHAR', "group": 'VARCHAR', added_at: 'VARCHAR', added_by: 'VARCHAR', origin: 'VARCHAR'});

CREATE TABLE lms_users AS
SELECT id, lower(trim(email)) AS email, role, status, deactivated_at, last_login,
       coalesce(string_split(groups, ';'), []) AS groups,
       coalesce(string_split(managed_groups, ';'), []) AS managed_groups
FROM read_csv('users.csv', auto_detect = false, header = true, delim = ',', quote = '"', columns = {
  id: 'VARCHAR', email: 'VARCHAR', role: 'VARCHAR', status: 'VARCHAR', deactivated_at: 'TIMESTAMP',
  last_login: 'TIMESTAMP', groups: 'VARCHAR', managed_groups: 'VARCHAR', display_name: 'VARCHAR', created_at: 'VARCHAR',
  language: 'VARCHAR', licence: 'VARCHAR'});
