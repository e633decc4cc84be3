import { Failure } from '../../core/domain/failure.ts';
import type { OpenClusterHistory, OpenClusterLog } from './cluster-engines.ts';

const absent = () => Promise.reject(new Failure('log-unavailable', 'This build of Kpoll has no cluster engines yet.'));

export const openKafkaLogReader: OpenClusterLog = absent;
export const openCassandraHistoryReader: OpenClusterHistory = absent;
