-- Application by application: faster everywhere than grouping by application and address.
SELECT 'idp.accounts/' || id
FROM idp_accounts
WHERE status = 'active' AND email IN (
  SELECT email FROM idp_accounts WHERE status = 'active' GROUP BY email HAVING count(*) > 1
)
UNION ALL
SELECT 'lms.users/' || id
FROM lms_users
WHERE status = 'active' AND email IN (
  SELECT email FROM lms_users WHERE status = 'active' GROUP BY email HAVING count(*) > 1
)
