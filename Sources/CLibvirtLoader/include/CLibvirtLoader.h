#pragma once

/*
 * libvirt's library brings some forty others, which take longer to load than a check of a monitoring system may. So it
 * is loaded when it is first needed, which is never in a program that reads the daemon's feed.
 *
 * Loads it, once. Returns NULL, or why it cannot be loaded. Until it was loaded, no function of libvirt may be called.
 */
const char *CLibvirtLoader_load(void);
