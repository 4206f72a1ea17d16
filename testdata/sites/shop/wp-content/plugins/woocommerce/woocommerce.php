<?php
/*
Plugin Name: WooCommerce
Version: 9.4.2
*/
