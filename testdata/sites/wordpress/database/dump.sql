/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.14-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version	10.11.14-MariaDB

/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `wp_options`;
CREATE TABLE `wp_options` (
  `option_id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `option_name` varchar(191) NOT NULL DEFAULT '',
  `option_value` longtext NOT NULL,
  `autoload` varchar(20) NOT NULL DEFAULT 'yes',
  PRIMARY KEY (`option_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `wp_options` WRITE;
INSERT INTO `wp_options` VALUES
(1,'siteurl','https://shop.example','on'),
(2,'home','https://shop.example','on'),
(3,'blogname','The shop','on'),
(4,'active_plugins','a:4:{i:0;s:51:\"all-in-one-wp-security-and-firewall/wp-security.php\";i:1;s:23:\"loginizer/loginizer.php\";i:2;s:25:\"sucuri-scanner/sucuri.php\";i:3;s:23:\"wordfence/wordfence.php\";}','on'),
(5,'permalink_structure','/%postname%/','on'),
(6,'wp_user_roles','a:1:{s:13:\"administrator\";a:2:{s:4:\"name\";s:13:\"Administrator\";s:12:\"capabilities\";a:1:{s:13:\"switch_themes\";b:1;}}}','on'),
(7,'aio_wp_security_configs','a:13:{s:28:\"aiowps_enable_login_lockdown\";s:1:\"1\";s:25:\"aiowps_max_login_attempts\";s:1:\"3\";s:24:\"aiowps_retry_time_period\";s:1:\"5\";s:26:\"aiowps_lockout_time_length\";s:2:\"60\";s:32:\"aiowps_http_authentication_admin\";s:1:\"1\";s:35:\"aiowps_http_authentication_frontend\";s:0:\"\";s:35:\"aiowps_http_authentication_username\";s:4:\"root\";s:35:\"aiowps_http_authentication_password\";s:63:\"$wp$2y$10$.zbdjvxpQRQuiZcCqzsiP.2eujJCWkwBpyBTb7ArzJ8Jj1KtRLjSq\";s:45:\"aiowps_converted_http_authentication_password\";s:1:\"1\";s:31:\"aiowps_enable_rename_login_page\";s:1:\"1\";s:22:\"aiowps_login_page_slug\";s:10:\"staff-door\";s:35:\"aiowps_disable_application_password\";s:0:\"\";s:42:\"aiowps_disallow_unauthorized_rest_requests\";s:1:\"1\";}','on'),
(8,'wordfence_version','8.2.2','on'),
(9,'using_application_passwords','1','on');
UNLOCK TABLES;
DROP TABLE IF EXISTS `wp_wfconfig`;
CREATE TABLE `wp_wfconfig` (
  `name` varchar(100) NOT NULL,
  `val` longblob DEFAULT NULL,
  `autoload` enum('no','yes') NOT NULL DEFAULT 'yes',
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;

LOCK TABLES `wp_wfconfig` WRITE;
INSERT INTO `wp_wfconfig` VALUES
('howGetIPs','HTTP_X_FORWARDED_FOR','yes'),
('loginSecurityEnabled','1','yes'),
('loginSec_countFailMins','240','yes'),
('loginSec_disableApplicationPasswords','1','yes'),
('loginSec_lockoutMins','240','yes'),
('loginSec_maxFailures','20','yes'),
('whitelisted','192.0.2.10','yes');
UNLOCK TABLES;
-- Dump completed on 2026-11-20  3:00:01
