"""The demo set: sounds, pictures, scenes and the runs on them, all made here and all synthetic."""
