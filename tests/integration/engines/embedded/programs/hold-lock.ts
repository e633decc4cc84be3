// Locks a data folder and says so, until it is killed.
import { lockDataFolder } from '../../../../../engines/embedded/data-folder.ts';

await lockDataFolder({ folder: process.argv[2] ?? '' });
process.stdout.write('locked\n');
process.stdin.resume();
