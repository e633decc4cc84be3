// Loaded before the program (node --require): pictures show the network of an example, never that of the computer they are taken on.
const os = require('os');
const { syncBuiltinESMExports } = require('module');

const wifi = { address: '192.168.1.20', netmask: '255.255.255.0', family: 'IPv4', mac: '02:00:00:00:00:01', internal: false };
os.networkInterfaces = () => ({ 'Wi-Fi': [{ ...wifi, cidr: `${wifi.address}/24` }] });
syncBuiltinESMExports();
