-- From the two duties down to every group that leads to them; UNION ends at the cycle.
WITH RECURSIVE leads(group_id, duty) AS (
  SELECT id, duty FROM idp_groups WHERE duty IN ('payments.create', 'payments.approve')
  UNION
  SELECT p.group_id, duty FROM leads JOIN idp_parents AS p ON p.parent_id = leads.group_id
)
SELECT id
FROM idp_accounts
WHERE status = 'active' AND id IN (
  SELECT account_id
  FROM idp_memberships AS m JOIN leads ON m.group_id = leads.group_id
  GROUP BY account_id
  HAVING count(DISTINCT duty) = 2
)
