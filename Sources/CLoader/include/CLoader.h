#pragma once

/*
 * libvirt's library brings some forty others, and libxml2 Unicode's tables: they take longer to load than a check of a
 * monitoring system may. So each is loaded when it is first needed, which is never in a program that reads the daemon's
 * feed.
 *
 * Each loads its library, once. Returns NULL, or why it cannot be loaded. Until then, no function of it may be called.
 */
const char *CLoader_loadLibvirt(void);
const char *CLoader_loadLibXML2(void);

/* Whether libvirt's library is there and has a function, which older versions may lack. */
int CLoader_libvirtHas(const char *name);
