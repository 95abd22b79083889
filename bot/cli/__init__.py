"""Every command, a file each; heavy imports wait inside the commands, so that `--help` answers at once."""
