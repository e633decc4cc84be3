export const reportNames = ['summary', 'timeline', 'ballots'] as const;
export type ReportName = (typeof reportNames)[number];
