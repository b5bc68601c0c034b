"""How this codexctl was installed, how to upgrade it, and whether the installation is permanent."""
