import { z } from 'zod';
import type { Answer, EventName } from '../core/contract/bridge.ts';

/** What a tab sends: a call, numbered by itself. */
export const socketCallSchema = z.object({ id: z.int(), channel: z.string(), args: z.unknown().optional() });
export type SocketCall = z.infer<typeof socketCallSchema>;

/** What a tab is sent: the answer to a call, or an event. */
export type SocketMessage = { readonly id: number; readonly answer: Answer } | { readonly event: EventName; readonly payload: unknown };

/** The largest call brings a file of profiles; whatever is larger is not one of ours. */
export const maxCallBytes = 2 * 1024 * 1024;
