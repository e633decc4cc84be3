import { describe } from 'vitest';
import { testEventLog } from './event-log-suite.ts';
import { createKafkaWorld } from './kafka-world.ts';

describe('the event log on Kafka', () => testEventLog(createKafkaWorld));
