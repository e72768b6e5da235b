#!/bin/sh
# Run a command on machine `a` of two, `a` and `b`, which reach each other by ssh. They are network namespaces of this
# machine, joined by a cable, with host names and temporary folders of their own; `away` is an address that nobody has.
# When the command ends, nothing of it remains. Started by root:
#
#     unshare --mount --net --uts --pid --fork --kill-child --mount-proc sh two_machines.sh COMMAND...
#
# ON_B is a command for the shell that prepares b, such as a mount that hides a folder there.
set -e
mount --make-rprivate /
mount -t tmpfs none /run
mkdir -p /run/sshd /run/netns /run/two
ssh-keygen -q -t ed25519 -N '' -f /run/two/key

printf '127.0.0.1 localhost\n10.77.0.1 a\n10.77.0.2 b\n10.77.0.3 away\n' > /run/two/hosts
printf 'Host *\n IdentityFile /run/two/key\n StrictHostKeyChecking no\n UserKnownHostsFile /dev/null\n LogLevel ERROR\n' \
    > /run/two/ssh_config
printf 'HostKey /run/two/key\nAuthorizedKeysFile /run/two/key.pub\nPermitRootLogin yes\nStrictModes no\nUsePAM no\nPidFile none\n' \
    > /run/two/sshd_config
mount --bind /run/two/hosts /etc/hosts
mount --bind /run/two/ssh_config /etc/ssh/ssh_config

ip netns add a
ip netns add b
ip link add cable_a type veth peer name cable_b
for machine in a b; do
    ip link set cable_$machine netns $machine
    ip -n $machine link set lo up
    ip -n $machine link set cable_$machine up
done
ip -n a address add 10.77.0.1/24 dev cable_a
ip -n b address add 10.77.0.2/24 dev cable_b

start='hostname $0; mount -t tmpfs none /tmp'
for machine in a b; do
    prepare=true
    if [ $machine = b ]; then prepare=${ON_B:-true}; fi
    ip netns exec $machine unshare --uts --mount sh -c "$start; $prepare; exec $(command -v sshd) -D -f /run/two/sshd_config" \
        $machine 2> /run/two/log_$machine &
done
sleep 1
ip netns exec a unshare --uts --mount sh -c "$start"'; exec "$@"' a "$@"
