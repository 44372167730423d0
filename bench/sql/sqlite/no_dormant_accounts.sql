SELECT app || id
FROM account
WHERE status = 'active'
  AND (last_login IS NULL OR last_login < unixepoch('2026-03-03T12:00:00Z') - 90 * 86400)
