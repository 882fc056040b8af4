"""What the emulator gets wrong and this app needs right, one file each."""
