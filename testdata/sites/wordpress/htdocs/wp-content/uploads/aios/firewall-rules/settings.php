<?php __halt_compiler();
/**
 * This file was created by All In One Security (AIOS) plugin.
 * The file is required for storing and retrieving your firewall's settings.
 */
{"aios_enable_rename_login_page":"1","aios_login_page_slug":"staff-door","aios_ip_retrieve_method":0,"aiowps_enable_pingback_firewall":true,"aiowps_blacklist_ips":["203.0.113.7"],"aiowps_enable_blacklisting":"1"}