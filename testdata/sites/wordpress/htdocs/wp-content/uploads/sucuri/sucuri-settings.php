<?php exit(0); ?>
{"sucuriscan_revproxy":"disabled","sucuriscan_hardening_xmlrpc":"disabled","sucuriscan_timezone":"UTC+00.00"}