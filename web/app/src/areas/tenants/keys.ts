/** How this area's part of the cache is named. */
export const keys = {
  members: ["tenants", "members"] as const,
  invitations: ["tenants", "invitations"] as const,
  codes: ["tenants", "codes"] as const,
  pupils: ["tenants", "pupils"] as const,
  settings: ["tenants", "settings"] as const,
  flags: ["tenants", "flags"] as const,
  schools: ["tenants", "schools"] as const,
};
