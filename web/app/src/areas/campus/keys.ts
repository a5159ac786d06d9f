/** How this area's part of the cache is named. */
export const keys = {
  years: ["campus", "years"] as const,
  scales: ["campus", "scales"] as const,
  structure: ["campus", "structure"] as const,
  subjects: ["campus", "subjects"] as const,
  offerings: (yearId: string) => ["campus", "offerings", yearId] as const,
  classes: ["campus", "classes"] as const,
  oneClass: (id: string) => ["campus", "class", id] as const,
  register: (id: string) => ["campus", "register", id] as const,
  month: (id: string) => ["campus", "month", id] as const,
  board: ["campus", "board"] as const,
  records: ["campus", "records"] as const,
  record: (id: string) => ["campus", "record", id] as const,
  guardians: (id: string) => ["campus", "guardians", id] as const,
  children: ["campus", "children"] as const,
  child: (id: string) => ["campus", "child", id] as const,
  calendar: ["campus", "calendar"] as const,
};
