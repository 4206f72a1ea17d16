/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.14-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version	10.11.14-MariaDB

/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `blog_options`;
CREATE TABLE `blog_options` (
  `option_id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `option_name` varchar(191) NOT NULL DEFAULT '',
  `option_value` longtext NOT NULL,
  `autoload` varchar(20) NOT NULL DEFAULT 'yes',
  PRIMARY KEY (`option_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `blog_options` WRITE;
INSERT INTO `blog_options` VALUES
(1,'siteurl','http://blog.test','on'),
(2,'home','http://blog.test','on'),
(3,'blogname','The blog','on'),
(4,'active_plugins','a:5:{i:0;s:41:\"better-wp-security/better-wp-security.php\";i:1;s:33:\"defender-security/wp-defender.php\";i:2;s:47:\"jwt-authentication-for-wp-rest-api/jwt-auth.php\";i:3;s:63:\"limit-login-attempts-reloaded/limit-login-attempts-reloaded.php\";i:4;s:31:\"ninjafirewall/ninjafirewall.php\";}','on'),
(5,'blog_user_roles','a:1:{s:13:\"administrator\";a:2:{s:4:\"name\";s:13:\"Administrator\";s:12:\"capabilities\";a:1:{s:13:\"switch_themes\";b:1;}}}','on'),
(6,'itsec-storage','a:3:{s:6:\"global\";a:3:{s:14:\"lockout_period\";i:15;s:18:\"lockout_white_list\";a:1:{i:0;s:9:\"192.0.2.1\";}s:5:\"proxy\";s:9:\"automatic\";}s:16:\"wordpress-tweaks\";a:2:{s:14:\"disable_xmlrpc\";s:7:\"disable\";s:8:\"rest_api\";s:15:\"restrict-access\";}s:12:\"hide-backend\";a:4:{s:7:\"enabled\";b:1;s:4:\"slug\";s:13:\"side-entrance\";s:12:\"theme_compat\";b:1;s:17:\"theme_compat_slug\";s:9:\"not_found\";}}','on'),
(7,'itsec_active_modules','a:2:{s:11:\"brute-force\";b:1;s:9:\"ban-users\";b:1;}','on'),
(8,'limit_login_blacklist','a:1:{i:0;s:15:\"198.51.100.0/24\";}','on'),
(9,'nfw_options','a:3:{s:9:\"no_xmlrpc\";i:0;s:10:\"no_restapi\";i:0;s:8:\"ret_code\";s:3:\"403\";}','on'),
(10,'wd_masking_login_settings','{\"mask_url\":\"cellar\",\"redirect_traffic\":\"off\",\"enabled\":true}','on');
UNLOCK TABLES;
-- Dump completed on 2026-11-20  3:00:01
