SELECT id
FROM lms_users AS a
WHERE role = 'Super Admin' AND status = 'active'
  AND NOT EXISTS (SELECT 1 FROM hr_workers AS w WHERE w.email = a.email AND w.status = 'Active')
