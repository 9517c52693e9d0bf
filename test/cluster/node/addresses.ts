// The addresses inside every embedded cluster. They are the same in each, because each has its own network namespace.

export const NODE_NAME = 'node-1'
export const NODE_ADDRESS = '172.30.0.2'
/** Where packets leave for: a neighbour that never answers, so that an address outside times out instead of being refused. */
export const GATEWAY_ADDRESS = '172.30.0.1'
export const POD_RANGE = '10.244.0.0/16'
export const SERVICE_RANGE = '10.96.0.0/16'
export const SERVICE_ADDRESS = '10.96.0.1'
export const DNS_ADDRESS = '10.96.0.10'
/** The data folder as processes inside the cluster see it; short, because a Unix socket's path holds 107 bytes. */
export const INNER_FOLDER = '/run/cluster'
