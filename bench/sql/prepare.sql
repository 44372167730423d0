-- What every dialect adds to the loaded tables.
CREATE VIEW account AS
SELECT 'idp.accounts/' AS app, id, email, status, deactivated_at, last_login FROM idp_accounts
UNION ALL
SELECT 'lms.users/', id, email, status, deactivated_at, last_login FROM lms_users;

CREATE TABLE allowed_domains AS
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 49)
SELECT 'd' || n || '.example' AS domain FROM numbers;
